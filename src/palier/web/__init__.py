"""The screens: one folder an area, each with its views, forms, urls and templates. No rule of the domain lives here."""
