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
    /// Form fields on the first page.
    fields: Vec<Object>,
    /// Titles and page indices of the outline.
    bookmarks: Vec<(String, usize)>,
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
            fields: Vec::new(),
            bookmarks: Vec::new(),
        }
    }

    /// Replaces the content of a page.
    pub fn set_content(&mut self, page: usize, content: Vec<u8>) {
        let stream = Stream::new(Dictionary::new(), content);
        self.document
            .objects
            .insert(self.contents[page], stream.into());
    }

    /// Adds to the content of a page.
    pub fn append(&mut self, page: usize, more: &str) {
        let stream = self
            .document
            .get_object_mut(self.contents[page])
            .and_then(Object::as_stream_mut)
            .expect("the content is a stream");
        let content = [&stream.content, b"\n".as_slice(), more.as_bytes()].concat();
        stream.set_plain_content(content);
    }

    /// Adds an outline of one level.
    pub fn outline(&mut self, entries: &[(&str, usize)]) {
        self.bookmarks = entries
            .iter()
            .map(|&(title, page)| (title.to_owned(), page))
            .collect();
    }

    /// Adds a graphics state whose soft mask is a form with this content.
    pub fn mask(&mut self, name: &str, content: &str) {
        let form = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => self.resources.clone(),
        };
        let form = self
            .document
            .add_object(Stream::new(form, content.as_bytes().to_vec()));
        let mask = dictionary! { "Type" => "Mask", "S" => "Luminosity", "G" => form };
        let states = dictionary! { name => dictionary! { "SMask" => mask } };
        self.resources.set("ExtGState", states);
    }

    /// Adds a text field without appearance to the first page.
    pub fn field(&mut self, name: &str, value: &str) {
        let field = dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "T" => Object::string_literal(name),
            "V" => Object::string_literal(value), "Rect" => vec![60.into(), 500.into(), 260.into(), 520.into()],
        };
        let field = self.document.add_object(field);
        self.fields.push(field.into());
    }

    /// The finished document.
    pub fn finish(mut self) -> Document {
        let tree = self.document.new_object_id();
        let resources = self.document.add_object(self.resources);
        let pages: Vec<Object> = self
            .contents
            .iter()
            .enumerate()
            .map(|(index, &content)| {
                let fields = if index == 0 { self.fields.clone() } else { Vec::new() };
                let page = dictionary! {
                    "Annots" => fields,
                    "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources,
                    "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                };
                self.document.add_object(page).into()
            })
            .collect();
        let outline = self.document.new_object_id();
        let mut next = None;
        for (title, page) in self.bookmarks.iter().rev() {
            let mut entry = dictionary! {
                "Title" => Object::string_literal(title.as_str()), "Parent" => outline,
                "Dest" => vec![pages[*page].clone(), "Fit".into()],
            };
            if let Some(next) = next {
                entry.set("Next", Object::Reference(next));
            }
            next = Some(self.document.add_object(entry));
        }
        if let Some(first) = next {
            let entries = dictionary! { "Type" => "Outlines", "First" => first, "Count" => 1 };
            self.document.objects.insert(outline, entries.into());
            self.catalog.set("Outlines", outline);
        }
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
