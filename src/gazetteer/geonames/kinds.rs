//! Which kind of place a GeoNames feature code stands for.
//!
//! # Sources
//!
//! `featureCodes_en.txt` of GeoNames.

use tadmur_geoparser::place::Kind;

/// The kind of a feature class and code.
pub(super) fn kind(class: &str, code: &str) -> Kind {
    match (class, code) {
        (_, "CONT") => Kind::Continent,
        ("A", "PCLI" | "PCL" | "PCLH" | "PCLIX") => Kind::Country,
        ("A", "PCLD" | "PCLF" | "PCLS" | "TERR" | "LTER") => Kind::Territory,
        ("A", "ADM1" | "ADM1H") => Kind::Admin1,
        ("A", "ADM2" | "ADM2H") => Kind::Admin2,
        ("A", _) => Kind::Admin3,
        ("P", "PPLX") => Kind::Suburb,
        ("P", "PPLH" | "PPLQ" | "PPLW" | "PPLCH") => Kind::Ancient,
        ("P", _) => Kind::City,
        ("H", code)
            if is_any(
                code,
                &["STM", "CNL", "WTRC", "CRK", "CHN", "DTCH", "WAD", "FLLS", "RPDS"],
            ) =>
        {
            Kind::River
        }
        ("H", code) if is_any(code, &["LK", "RSV", "LGN", "PND", "POOL"]) => Kind::Lake,
        ("H", code)
            if is_any(
                code,
                &[
                    "SEA", "OCN", "GULF", "BAY", "STRT", "BGHT", "SD", "COVE", "FJD", "INLT",
                    "RDST", "CHNM",
                ],
            ) =>
        {
            Kind::Sea
        }
        ("H", "HBR" | "ANCH" | "DCKB") | ("L", "PRT") | ("S", "PRT" | "FY" | "WHRF") => Kind::Port,
        ("L", code) if is_any(code, &["PRK", "RES"]) => Kind::Park,
        ("L", code) if is_any(code, &["MILB", "NVB", "CMN", "OILF", "MNA", "INDS", "LAND"]) => {
            Kind::Site
        }
        ("L", _) => Kind::Region,
        ("S", code) if is_any(code, &["AIR"]) => Kind::Airport,
        ("S", code) if is_any(code, &["ANS", "RUIN"]) => Kind::Ancient,
        ("T", code) if is_any(code, &["ISL", "ATOL", "ARCH"]) => Kind::Island,
        ("T", code) if is_any(code, &["MT", "PK", "HLL", "RDGE", "VLC", "PASS", "SPUR"]) => {
            Kind::Mountain
        }
        ("T", code) if is_any(code, &["DSRT", "ERG", "HMDA", "DUNE"]) => Kind::Desert,
        ("T" | "V" | "U", _) => Kind::Landform,
        _ => Kind::Site,
    }
}

/// Codes come in families: `ISL`, `ISLS`, `ISLET`.
fn is_any(code: &str, families: &[&str]) -> bool {
    families.iter().any(|it| code.starts_with(it))
}
