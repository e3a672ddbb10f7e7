//! What was read → bytes and back, for processes of this program and for the store. Not a published format.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Boxes, OffsetMap, Page, Reading};

/// The bytes of a value.
///
/// # Panics
/// Never: the values of this program have no maps of unknown length, the only thing the encoding refuses.
pub fn to_bytes(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("the values of this program can be encoded")
}

/// The value that bytes stand for, if they stand for one.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// Text as bytes: checked many bytes at a time when it is read back.
pub(super) mod text {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        text: &str,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serde_bytes::serialize(text.as_bytes(), serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<String, D::Error> {
        let bytes = <&serde_bytes::Bytes>::deserialize(deserializer)?;
        let text = simdutf8::basic::from_utf8(bytes).map_err(D::Error::custom)?;
        Ok(text.to_owned())
    }
}

impl Reading {
    /// The same without the places on the page, and without the text as printed where the looks of its lines are known: what searching,
    /// identifying and judging need.
    #[must_use]
    pub fn without_places(&self) -> Reading {
        let page = |page: &Page| Page {
            label: page.label.clone(),
            size: page.size,
            // Plain text has only its printed lines to tell a title by.
            printed: if page.size == [0.0, 0.0] {
                page.printed.clone()
            } else {
                String::new()
            },
            text: page.text.clone(),
            map: OffsetMap::default(),
            blocks: page.blocks.clone(),
            joins: page.joins.clone(),
            boxes: Boxes::default(),
            meter: page.meter,
            image_share: page.image_share,
            status: page.status,
        };
        Reading {
            format: self.format,
            metadata: self.metadata.clone(),
            pages: self.pages.iter().map(page).collect(),
            outline: self.outline.clone(),
            sections: self.sections.clone(),
            coverage: self.coverage.clone(),
        }
    }
}
