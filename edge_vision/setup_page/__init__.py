"""Setting a camera up in a browser on the shop's network: live picture, drawing, audit."""
