"""Communes, municipal arrondissements, EPCI and the zones of ceilings and benefit. Reference data, loaded at migration."""
