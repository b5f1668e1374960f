//! A place on Earth: what it is, where it lies, what it is called.
//!
//! A [`Place`] is a cheap view into a [`crate::gazetteer::Gazetteer`]; it owns nothing.
//!
//! # Units
//!
//! Degrees on WGS 84, longitude before latitude; boxes are west, south, east, north.

use std::fmt;
use std::str::FromStr;

/// A place's number in its gazetteer: dense, from 0, in the order of the ids. It means nothing elsewhere.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PlaceId(pub u32);

/// Places that contain one are not followed further up than this.
pub(crate) const MAX_PARENTS: usize = 6;

/// A point: degrees of longitude and latitude, finite and on Earth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

impl LonLat {
    /// The point, unless a number is not finite or lies beyond ±180° or ±90°.
    pub fn new(lon: f64, lat: f64) -> Option<Self> {
        (lon.abs() <= 180.0 && lat.abs() <= 90.0).then_some(Self { lon, lat })
    }

    /// Degrees east of Greenwich, -180 to 180.
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north of the equator, -90 to 90.
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// The great-circle distance on a sphere of 6,371.0088 km (IUGG mean radius), by the haversine formula.
    pub fn distance_km(self, other: Self) -> f64 {
        let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
        let across = self.lat.to_radians().cos() * other.lat.to_radians().cos();
        let a = half(self.lat, other.lat) + across * half(self.lon, other.lon);
        2.0 * 6371.0088 * a.sqrt().min(1.0).asin()
    }
}

const EARTH_DIAMETER_KM: f32 = 2.0 * 6_371.009;

/// A point as a unit vector: for many rough distances in a row, without trigonometry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Direction([f32; 3]);

impl Direction {
    /// The great-circle distance on the same sphere as [`LonLat::distance_km`], good to some meters.
    pub fn distance_km(self, other: Self) -> f32 {
        arc_km(chord_squared(self.0, other.0))
    }

    /// Along the three axes.
    pub(crate) fn axes(self) -> [f32; 3] {
        self.0
    }
}

/// The square of the straight line between two points of the unit sphere.
pub(crate) fn chord_squared(a: [f32; 3], b: [f32; 3]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The distance of two [`Direction`]s whose chord has this square; of a longer chord never less.
pub(crate) fn arc_km(chord_squared: f32) -> f32 {
    let chord = chord_squared.sqrt() / 2.0;
    // the arc by its series: a part in a thousand is missing at 2,500 km, and what is farther is only far
    let arc = chord * (1.0 + chord * chord / 6.0 + 3.0 * chord.powi(4) / 40.0);
    EARTH_DIAMETER_KM * arc
}

impl From<LonLat> for Direction {
    fn from(point: LonLat) -> Self {
        let (lon, lat) = (point.lon.to_radians(), point.lat.to_radians());
        Self([(lat.cos() * lon.cos()) as f32, (lat.cos() * lon.sin()) as f32, lat.sin() as f32])
    }
}

/// West, south, east, north. West is greater than east when the box crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BBox {
    /// The western edge, degrees.
    pub west: f64,
    /// The southern edge, degrees.
    pub south: f64,
    /// The eastern edge, degrees.
    pub east: f64,
    /// The northern edge, degrees.
    pub north: f64,
}

impl BBox {
    /// The box, unless an edge is off Earth or south lies above north.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Option<Self> {
        LonLat::new(west, south)?;
        LonLat::new(east, north)?;
        (south <= north).then_some(Self { west, south, east, north })
    }

    /// Whether the point lies in the box or on its edge.
    pub fn contains(self, point: LonLat) -> bool {
        let inside_lon = if self.west <= self.east {
            (self.west..=self.east).contains(&point.lon)
        } else {
            point.lon >= self.west || point.lon <= self.east
        };
        inside_lon && (self.south..=self.north).contains(&point.lat)
    }
}

macro_rules! kinds {
    ($($variant:ident $word:literal $doc:literal)*) => {
        /// What sort of place it is: the column `types`.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Kind { $(#[doc = $doc] $variant,)* }

        impl Kind {
            /// Every kind, in the order of the enum.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word that stands for it in files and APIs.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl FromStr for Kind {
            type Err = ();

            fn from_str(word: &str) -> Result<Self, ()> {
                match word { $($word => Ok(Self::$variant),)* _ => Err(()) }
            }
        }
    };
}

kinds! {
    Continent "continent" "A continent."
    Country "country" "A sovereign state."
    Territory "territory" "A dependency, or an area whose sovereignty is disputed."
    Admin1 "admin1" "A first-order division: state, province, governorate."
    Admin2 "admin2" "A second-order division: county, district."
    Admin3 "admin3" "A lower division: municipality, subdistrict."
    City "city" "A populated place of any size, capitals included."
    Suburb "suburb" "A part of a populated place."
    Region "region" "A region without an administration of its own: the Levant, the Sahel."
    River "river" "A river, stream or canal."
    Lake "lake" "A lake or reservoir."
    Sea "sea" "An ocean, sea, gulf, bay or strait."
    Island "island" "An island or a group of them."
    Mountain "mountain" "A mountain or a range."
    Desert "desert" "A desert."
    Landform "landform" "Another physical feature: peninsula, cape, plain, valley."
    Park "park" "A park or protected area."
    Ancient "ancient" "A place of antiquity without a living successor of its name."
    Airport "airport" "An airport or airfield."
    Port "port" "A sea or river port."
    Site "site" "Another named spot: a building, a base, a border crossing."
}

impl Kind {
    /// Whether its point only stands for an area: maps draw it as a ring, not as a dot.
    pub fn is_area(self) -> bool {
        !matches!(
            self,
            Self::City
                | Self::Suburb
                | Self::Ancient
                | Self::Airport
                | Self::Port
                | Self::Site
                | Self::Mountain
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// ISO 3166-1 alpha-2, in capitals: `SY`.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// Of two ASCII capitals.
    pub(crate) fn from_letters(letters: [u8; 2]) -> Option<Self> {
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }

    #[inline]
    pub(crate) fn letters(self) -> [u8; 2] {
        self.0
    }

    /// The two letters.
    ///
    /// # Panics
    ///
    /// Never: they are checked when it is made.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("checked to be ASCII letters when made")
    }
}

impl FromStr for CountryCode {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        code.as_bytes().try_into().ok().and_then(Self::from_letters).ok_or(())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a name is to its place.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum NameSort {
    /// The form shown: the column `title`.
    Label,
    /// Another written form, in whatever language.
    Alias,
    /// An adjective or the name of the people: Syrian, Aleppine.
    Demonym,
    /// A short form in capitals: U.S., UAE.
    Abbreviation,
    /// A name it no longer bears: Stalingrad.
    Historical,
}

/// A written form of a place's name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Name<'g> {
    /// As it is written.
    pub text: &'g str,
    /// BCP 47 tags of the languages that use this form, joined by `+`; empty when unknown.
    pub lang: &'g str,
    /// What it is to the place.
    pub sort: NameSort,
}

/// One entry of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'g> {
    /// Its number in this gazetteer.
    pub id: PlaceId,
    /// Its stable id: `gn:163808`, `wd:Q34589`.
    pub key: &'g str,
    /// The name shown.
    pub label: &'g str,
    /// What sort of place it is.
    pub kind: Kind,
    /// The GeoNames feature code (`PPLC`), empty when unknown.
    pub feature_code: &'g str,
    /// Where it lies; for an area, a point that stands for it.
    pub point: LonLat,
    /// How far it reaches, where that is known.
    pub bbox: Option<BBox>,
    /// The country it lies in, where there is one.
    pub country: Option<CountryCode>,
    /// The place that contains it.
    pub parent: Option<PlaceId>,
    /// Inhabitants, where known.
    pub population: Option<u32>,
}
