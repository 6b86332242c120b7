"""What the partners promised against what happened: indicators, the path counted, days and who they waited for.

Owns reports, a year of an agreement each: counted each night under the system actor `reporting`, frozen for a steering
committee. Totals of commitments and of the path are said in full; a cross-table on what people are is never kept with
a cell under five (practitioner's note B12). Does not own what is counted.
"""
