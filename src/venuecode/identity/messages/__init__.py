"""What people are told outside the app: by their platform's subscribed messages, else by text message."""
