"""The yearly register of social homes (RPLS): the landlord's file, one line a home, state on 1 January. Pure.

Serves CCH L411-10 and R411-3 and the arrêté of 5 January 2010 (NOR DEVU0929020A): article 3 numbers the positions, its
annex says what they hold. Reads lines and says what is wrong with them; knows neither the database nor the stock.
"""

from palier.homes.rpls.reading import Known, Line, Stock, read_stock

__all__ = ["Known", "Line", "Stock", "read_stock"]
