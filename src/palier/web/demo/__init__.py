"""An invented agreement to try Palier on: real communes, everything else made up. Written through the services."""
