"""The kiosk's pure rules: edges and instants in, presses and lights out."""
