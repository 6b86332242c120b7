"""Communes, municipal arrondissements, EPCI, zones of ceilings and benefit: reference data, loaded at migration."""
