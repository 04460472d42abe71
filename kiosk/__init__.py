"""The kiosk: buttons, lights and a screen in; presses out. Imports `wire` and itself."""
