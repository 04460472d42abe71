"""Webhooks: which programs are told what, and whether it arrives."""
