"""A card of otklik-card, booted in a virtual machine without internet: make test-boot.

Not collected by pytest: it takes minutes, root (for file owners in the image) and Debian's mirror
for its first run. What is downloaded stays in var/boot.
"""
