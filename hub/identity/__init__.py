"""The organisation's certificate authority: who is who among devices, for broker and hub."""
