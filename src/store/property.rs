//! What is told of a mention, by name: to sort and to ask by.

use std::borrow::Cow;
use std::cmp::Ordering;

use tadmur_geoparser::place::CountryCode;

use crate::store::packed::PackedFeature;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'f> {
    /// Words.
    Text(Cow<'f, str>),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A day, counted from 1970-01-01.
    Day(i32),
    /// Nothing.
    Null,
}

/// What sort of value a property has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sort {
    /// Words.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// Yes or no.
    Flag,
    /// A day.
    Day,
}

macro_rules! properties {
    ($($variant:ident $name:literal $sort:ident $doc:literal)*) => {
        /// A property of a mention that can be asked about.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum Property { $(#[doc = $doc] $variant,)* }

        impl Property {
            /// Every one, in the order of the enum.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name, as GeoJSON has it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it says.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $doc,)* }
            }

            /// What sort of value it has.
            pub fn sort(self) -> Sort {
                match self { $(Self::$variant => Sort::$sort,)* }
            }
        }
    };
}

properties! {
    Id "id" Text "The id of the mention."
    PlaceId "place_id" Text "The id of the place."
    Place "place" Text "The name of the place."
    Kind "kind" Text "What sort of place it is."
    Country "country" Text "The country of the place, ISO 3166-1 alpha-2."
    Surface "surface" Text "The name as the article writes it."
    Role "role" Text "What the mention says of its place."
    Score "score" Number "How sure the place is, 0 to 1."
    When "when" Text "The time that is spoken of, EDTF."
    WhenStart "when_start" Day "The first day of that time; nothing when it is open."
    WhenEnd "when_end" Day "The last day of that time; nothing when it is open."
    WhenBasis "when_basis" Text "Where that time comes from."
    Published "published" Text "When the article was published, EDTF."
    PublishedStart "published_start" Day "The first day that this may be."
    PublishedEnd "published_end" Day "The last day that this may be."
    PublishedBasis "published_basis" Text "How that is known."
    ArticleId "article_id" Text "The id of the article."
    ArticleTitle "article_title" Text "Its headline."
    ArticleUrl "article_url" Text "Where it stands on the web."
    Source "source" Text "Who published it."
    Lang "lang" Text "Its language, BCP 47."
    Quote "quote" Text "The sentence that holds the mention."
    Start "start" Whole "Where in the article it starts, in code points."
    End "end" Whole "Where it ends."
    Zone "zone" Text "The part of the article that it stands in."
    Duplicate "duplicate" Flag "Whether it stands in a passage that is repeated elsewhere."
    WhenText "when_text" Text "The words that tell the time."
    Mood "mood" Text "Whether it is told as a fact."
    AlsoIn "also_in" Text "Who else published the article, in nearly the same words."
}

impl Property {
    /// The property of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_str() == name)
    }

    /// Its value in a feature.
    pub(crate) fn of<'s>(self, feature: &PackedFeature<'s>) -> Value<'s> {
        let place = feature.place;
        match self {
            Self::Id => Value::Text(Cow::Owned(feature.id())),
            Self::PlaceId => text(&place.key),
            Self::Place => text(&place.label),
            Self::Kind => text(place.kind.as_str()),
            Self::Country => maybe(place.country.as_ref().map(CountryCode::as_str)),
            Self::Surface => text(feature.surface()),
            Self::Role => text(feature.role().as_str()),
            Self::Score => Value::Number(f64::from(feature.row.score) / 1000.0),
            Self::When => maybe(feature.when()),
            Self::WhenStart => day(feature.row.when.ends().0),
            Self::WhenEnd => day(feature.row.when.ends().1),
            Self::WhenBasis => text(feature.row.basis.as_str()),
            Self::Published => maybe(feature.article().published),
            Self::PublishedStart => day(feature.published.ends().0),
            Self::PublishedEnd => day(feature.published.ends().1),
            Self::PublishedBasis => text(feature.article().published_basis.as_str()),
            Self::ArticleId => text(feature.article().id),
            Self::ArticleTitle => maybe(feature.article().title),
            Self::ArticleUrl => maybe(feature.article().url),
            Self::Source => maybe(feature.article().source),
            Self::Lang => text(feature.article().lang),
            Self::Quote => text(feature.quote()),
            Self::Start => Value::Number(feature.stretch().start as f64),
            Self::End => Value::Number(feature.stretch().end as f64),
            Self::Zone => text(feature.zone().as_str()),
            Self::Duplicate => Value::Flag(feature.row.class.is_duplicate()),
            Self::WhenText => maybe(feature.stated().map(|(words, _)| words)),
            Self::Mood => maybe(feature.stated().map(|(_, mood)| mood.as_str())),
            Self::AlsoIn => maybe(feature.article().also_in),
        }
    }
}

fn day(day: Option<i32>) -> Value<'static> {
    day.map_or(Value::Null, Value::Day)
}

fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

fn maybe(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Null, |it| Value::Text(Cow::Borrowed(it)))
}

impl Value<'_> {
    /// The order of two values of one property; nothing comes last.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Flag(a), Self::Flag(b)) => a.cmp(b),
            (Self::Day(a), Self::Day(b)) => a.cmp(b),
            (Self::Null, Self::Null) => Ordering::Equal,
            (Self::Null, _) => Ordering::Greater,
            (_, Self::Null) => Ordering::Less,
            _ => Ordering::Equal, // never: one property has one sort of value
        }
    }
}
