"""Forecast: visitors of the next two weeks, how good such forecasts were, and people by them."""
