from . import credit_leaflet
