"""What pages, API and live updates show, as plain structs: the store's rows under domain rules.

May import `hub.store` and `hub.domain`; knows nothing of HTTP. Page and API call the same function,
so they cannot disagree.
"""
