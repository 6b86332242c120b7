"""What an exit sheet says, on a page or on paper: its parts in the order its receiver reads them."""
