"""The software that a card carries, collected once and checked each time it is used."""
