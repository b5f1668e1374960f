//! geoparse
