//! Which optional-content layers of a PDF are switched off. Source: ISO 32000-1, 8.11.4.

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys::{BASE_STATE, D, OCGS, OCPROPERTIES, OFF, ON};
use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier};

/// Layers listed beyond this many are ignored.
const MAX_LAYERS: usize = 10_000;

/// Returns the layers whose content is not shown by default.
pub(super) fn hidden(pdf: &Pdf) -> Vec<ObjectIdentifier> {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let Some(properties) = catalog.and_then(|c| c.get::<Dict<'_>>(OCPROPERTIES)) else {
        return Vec::new();
    };
    let Some(default) = properties.get::<Dict<'_>>(D) else {
        return Vec::new();
    };
    let listed = |array: Option<Array<'_>>| -> Vec<ObjectIdentifier> {
        let references = array
            .into_iter()
            .flat_map(|a| a.raw_iter())
            .take(MAX_LAYERS);
        references
            .filter_map(|item| item.as_obj_ref())
            .map(ObjectIdentifier::from)
            .collect()
    };
    if default
        .get::<Name<'_>>(BASE_STATE)
        .is_some_and(|n| n.as_ref() == b"OFF")
    {
        let on = listed(default.get::<Array<'_>>(ON));
        return listed(properties.get::<Array<'_>>(OCGS))
            .into_iter()
            .filter(|layer| !on.contains(layer))
            .collect();
    }
    listed(default.get::<Array<'_>>(OFF))
}
