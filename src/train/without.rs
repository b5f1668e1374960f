//! Groups of features that are left out, to see what they are worth.

use tadmur_geoparser::recognize::features::TEMPLATE_GROUPS;
use tadmur_geoparser::resolve::{FEATURES, N_FEATURES, topics};

/// What the learners do not see.
#[derive(Clone, Debug, Default)]
pub struct Without {
    templates: Vec<u32>,
    features: Vec<usize>,
}

/// Every group: those that recognize, then those that resolve.
pub fn groups() -> impl Iterator<Item = &'static str> {
    let templates = TEMPLATE_GROUPS.iter().map(|(name, _)| *name);
    templates.chain(topics().map(|(name, _)| name))
}

impl Without {
    /// Leaves out a group too; whether there is one of this name.
    pub fn add(&mut self, group: &str) -> bool {
        let templates = TEMPLATE_GROUPS.iter().find(|(name, _)| *name == group);
        let features = topics().find(|(name, _)| *name == group);
        self.templates.extend(templates.iter().flat_map(|(_, templates)| *templates));
        let position = |name: &&str| FEATURES.iter().position(|it| it == name);
        let positions = features.iter().flat_map(|(_, names)| names.iter().filter_map(position));
        self.features.extend(positions);
        templates.is_some() || features.is_some()
    }

    /// Whether the tagger learns as if nothing were left out.
    pub(crate) fn leaves_tagger(&self) -> bool {
        self.templates.is_empty()
    }

    pub(crate) fn keeps_template(&self, template: u32) -> bool {
        !self.templates.contains(&template)
    }

    /// The vector with 0 for what is left out.
    pub(crate) fn kept(&self, mut features: [f32; N_FEATURES]) -> [f32; N_FEATURES] {
        for nth in &self.features {
            features[*nth] = 0.0;
        }
        features
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_is_known() {
        for group in groups() {
            assert!(Without::default().add(group), "{group}");
        }
        assert!(!Without::default().add("luck"));
    }

    #[test]
    fn what_is_left_out_is_not_seen() {
        let mut without = Without::default();
        assert!(without.leaves_tagger() && without.keeps_template(4));
        without.add("home");
        assert!(without.leaves_tagger());
        let kept = without.kept([1.0; N_FEATURES]);
        assert_eq!(kept.iter().filter(|it| **it == 0.0).count(), 2);
        without.add("affixes");
        assert!(!without.keeps_template(50) && without.keeps_template(40));
    }
}
