"""Updates of a device: signed releases, installed beside the running one, and back if unwell.

Two programs share the work. `otklik-update fetch` talks to the network, has no rights, and may lie:
it only fills a folder. `otklik-update apply` has the right to install, no network, and checks every
signature itself.
"""
