"""An invented agreement to try Palier on. Only the communes are real; stock, openings and calls use the services."""
