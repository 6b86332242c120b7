"""The Assessment tab of a case: diagnosis, urgent orientation, joint assessment section by section, print."""
