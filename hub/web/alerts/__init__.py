"""What is wrong now and was before; who looks after it, and what is to be done."""
