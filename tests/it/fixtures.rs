//! Small PDFs with one quirk each, made with lopdf.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// A PDF under construction: pages with one font, `F1`.
pub struct Fixture {
    pub document: Document,
    /// Resources shared by all pages.
    pub resources: Dictionary,
    pub catalog: Dictionary,
    /// Pages that the page tree says it has; more than there are if set.
    pub promised: usize,
    contents: Vec<ObjectId>,
}

impl Fixture {
    /// A page for each content stream.
    pub fn new(contents: &[&str]) -> Self {
        let mut document = Document::with_version("1.7");
        let font = document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" });
        let contents: Vec<ObjectId> = contents
            .iter()
            .map(|c| document.add_object(Stream::new(Dictionary::new(), c.as_bytes().to_vec())))
            .collect();
        Fixture {
            document,
            resources: dictionary! { "Font" => dictionary! { "F1" => font } },
            catalog: dictionary! { "Type" => "Catalog" },
            promised: contents.len(),
            contents,
        }
    }

    /// The finished document.
    pub fn finish(mut self) -> Document {
        let tree = self.document.new_object_id();
        let resources = self.document.add_object(self.resources);
        let pages: Vec<Object> = self
            .contents
            .iter()
            .map(|&content| {
                let page = dictionary! {
                    "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources,
                    "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                };
                self.document.add_object(page).into()
            })
            .collect();
        let count = i64::try_from(self.promised).expect("few pages");
        self.document.objects.insert(
            tree,
            dictionary! { "Type" => "Pages", "Kids" => pages, "Count" => count }.into(),
        );
        self.catalog.set("Pages", tree);
        let catalog = self.document.add_object(self.catalog);
        self.document.trailer.set("Root", catalog);
        self.document
    }
}

/// The bytes of a document.
pub fn bytes(mut document: Document) -> Vec<u8> {
    let mut out = Vec::new();
    document
        .save_to(&mut out)
        .expect("a document in memory can be saved");
    out
}
