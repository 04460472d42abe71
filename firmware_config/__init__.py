"""From one fleet file to the cards, the broker's users and the releases of all devices."""
