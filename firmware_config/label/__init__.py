"""Stickers for the boxes, as a PDF."""
