//! The filters as options: the same names and values as in the API.

use crate::store::{Filter, filter};

/// Which mentions are wanted.
#[derive(Clone, Debug, Default, Eq, PartialEq, clap::Args)]
#[command(next_help_heading = "Filters, as in the API")]
pub(super) struct Filters {
    /// A day, or an interval such as 2015-05-01/2015-05-31 or 2016-01-01/..
    #[arg(long, value_name = "INTERVAL")]
    datetime: Option<String>,
    /// Which time --datetime asks about: when (what the clause speaks of) or published
    #[arg(long, value_name = "WHICH")]
    time: Option<String>,
    /// true also gives, with --datetime, what has no time
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    undated: Option<String>,
    /// Degrees: west,south,east,north
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true)]
    bbox: Option<String>,
    /// all, or a comma list of literal, metonymic, demonym, part-of-name [default: literal]
    #[arg(long, value_name = "ROLES")]
    role: Option<String>,
    /// all, or a comma list of zones [default: title,standfirst,caption,body]
    #[arg(long, value_name = "ZONES")]
    zone: Option<String>,
    /// true also gives mentions inside repeated passages
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    duplicates: Option<String>,
    /// A comma list of ids of places, such as gn:163808
    #[arg(long, value_name = "IDS")]
    place: Option<String>,
    /// The id of the only article wanted
    #[arg(long, value_name = "ID")]
    article: Option<String>,
    /// A comma list of sources; one that holds a comma stands in double quotes
    #[arg(long, value_name = "NAMES")]
    source: Option<String>,
    /// A comma list of languages of articles, such as en,ar
    #[arg(long, value_name = "TAGS")]
    lang: Option<String>,
    /// A comma list of countries of places, such as SY,LB
    #[arg(long, value_name = "CODES")]
    country: Option<String>,
    /// A comma list of kinds of places, such as city,river
    #[arg(long, value_name = "KINDS")]
    kind: Option<String>,
    /// How sure the place must be at least, 0 to 1
    #[arg(long, value_name = "P")]
    score: Option<String>,
    /// Words that all stand in the quote, the name of the place or the headline; the last may have only begun
    #[arg(long, value_name = "WORDS")]
    q: Option<String>,
    /// A condition in CQL2, such as "score > 0.9 AND NOT kind = 'country'"
    #[arg(long, value_name = "CQL2")]
    filter: Option<String>,
}

impl Filters {
    /// The filter that they give together.
    pub(super) fn parse(&self) -> Result<Filter, filter::Error> {
        let values = [
            &self.datetime,
            &self.time,
            &self.undated,
            &self.bbox,
            &self.role,
            &self.zone,
            &self.duplicates,
            &self.place,
            &self.article,
            &self.source,
            &self.lang,
            &self.country,
            &self.kind,
            &self.score,
            &self.q,
            &self.filter,
        ];
        let pairs = Filter::NAMES.into_iter().zip(values);
        let given = pairs.filter_map(|(name, value)| Some((name, value.as_deref()?)));
        Filter::from_pairs(given, &Filter::NAMES)
    }
}
