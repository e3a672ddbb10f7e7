//! Files that are added: into the folder of a municipality, never over another, and whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::multipart::Field;
use axum::extract::{Multipart, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::answer::{Answer, Trouble, back, told};
use super::guard::FIELD;
use super::room::Room;
use super::session::same;
use super::visitor::Visitor;
use crate::corpus;
use crate::extract::MAX_FILE;
use crate::report::failures;
use crate::wording::{Lang, Text};

/// Where files are sent.
pub(super) const PATH: &str = "/filer";
/// Files sent at once.
const MOST: usize = 200;
/// Endings of files that can be read.
const ENDINGS: [&str; 12] = [
    "pdf", "txt", "text", "md", "markdown", "html", "htm", "xhtml", "mhtml", "mht", "docx", "odt",
];

/// The same as a form asks for them: «.pdf,.txt».
pub(super) fn accepted() -> String {
    ENDINGS.map(|ending| format!(".{ending}")).join(",")
}

/// Takes the files of a form: the token first, then the municipality, then the files.
pub(super) async fn take(
    State(room): State<Arc<Room>>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let asking = visitor.clone();
    let by_script = headers
        .get(ACCEPT)
        .is_some_and(|kind| kind == "application/json");
    taken(room, visitor, by_script, form)
        .await
        .unwrap_or_else(|trouble| trouble.answer(&asking))
}

fn refused(text: Text, gaps: &[(&'static str, &str)]) -> Trouble {
    Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, text, gaps)
}

async fn taken(room: Arc<Room>, visitor: Visitor, by_script: bool, mut form: Multipart) -> Answer {
    let broken = |_| refused(Text::WebUploadBroken, &[]);
    let no_token = || Trouble::new(StatusCode::FORBIDDEN, Text::WebNoToken, &[]);
    let token = short(&mut form, FIELD).await.ok_or_else(no_token)?;
    if !same(&token, &visitor.session.csrf) {
        return Err(no_token());
    }
    let named = short(&mut form, "kommune").await;
    let named = named.ok_or_else(|| refused(Text::WebNoMunicipality, &[]))?;
    let folder = folder(&room, &named)?;
    let (mut kept, mut wrong) = (Vec::new(), Vec::new());
    loop {
        let field = match form.next_field().await.map_err(broken) {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(why) => {
                // What came whole is kept and read all the same.
                wrong.push(why.words(visitor.lang).0);
                break;
            }
        };
        let sent = field.file_name().unwrap_or_default().to_owned();
        if sent.is_empty() {
            continue;
        }
        let came = if kept.len() < MOST {
            one(&folder, &sent, field, visitor.lang).await
        } else {
            Err(refused(Text::WebTooManyFiles, &[("n", &MOST.to_string())]))
        };
        match came {
            Ok(name) => kept.push(name),
            // One bad file does not stop the others.
            Err(why) => wrong.push(format!("{sent}: {}", why.words(visitor.lang).0)),
        }
    }
    if !kept.is_empty() {
        room.wish_run();
    }
    let mut words = Text::WebAdded.counted(visitor.lang, kept.len(), &[]);
    for line in &wrong {
        words = format!("{words} {line}.");
    }
    visitor.own(|own| own.say(words));
    if by_script {
        return told(&serde_json::json!({ "added": kept, "refused": wrong }));
    }
    back("/dekning")
}

/// The next field of a form, if it has this name and is as short as such a field is.
async fn short(form: &mut Multipart, name: &str) -> Option<String> {
    const LONGEST: usize = 1000;
    let mut field = form.next_field().await.ok()??;
    if field.name() != Some(name) {
        return None;
    }
    let mut bytes = Vec::new();
    while let Some(part) = field.chunk().await.ok()? {
        bytes.extend_from_slice(&part);
        if bytes.len() > LONGEST {
            return None;
        }
    }
    String::from_utf8(bytes).ok()
}

/// The folder of a municipality: one that is there, or a new one for a name of the register.
fn folder(room: &Room, given: &str) -> Result<PathBuf, Trouble> {
    let wanted = given.trim();
    let corpus = &room.settings.corpus;
    let entries = std::fs::read_dir(corpus).into_iter().flatten().flatten();
    let there = entries.filter(|entry| entry.path().is_dir());
    let mut names = there.filter_map(|entry| entry.file_name().into_string().ok());
    let lower = wanted.to_lowercase();
    let known = |name: &String| name.to_lowercase() == lower && !name.starts_with(['.', '_']);
    if let Some(name) = names.find(known) {
        return Ok(corpus.join(name));
    }
    let register = corpus::municipality::all();
    let found = register.iter().find(|m| m.name.to_lowercase() == lower);
    let name = found
        .map(|m| m.name.as_str())
        .ok_or_else(|| refused(Text::WebUnknownMunicipality, &[("name", wanted)]))?;
    Ok(corpus.join(name))
}

/// The name under which a file is kept, if it is one that is read.
fn readable_name(sent: &str) -> Option<String> {
    let name = corpus::name::safe_name(sent)?;
    let ending = Path::new(&name).extension()?.to_str()?.to_lowercase();
    ENDINGS.contains(&ending.as_str()).then_some(name)
}

/// Keeps one file.
async fn one(
    folder: &Path,
    sent: &str,
    mut field: Field<'_>,
    lang: Lang,
) -> Result<String, Trouble> {
    let name = readable_name(sent).ok_or_else(|| refused(Text::WebBadFile, &[]))?;
    let failed = |error: std::io::Error| {
        let why = failures::io(&error, lang);
        refused(Text::WebNotKept, &[("why", &why)])
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = corpus::replace::new_in(folder).map_err(failed)?;
    let mut size = 0u64;
    while let Some(part) = field
        .chunk()
        .await
        .map_err(|_| refused(Text::WebUploadBroken, &[]))?
    {
        size += part.len() as u64;
        if size > MAX_FILE {
            return Err(refused(Text::ErrorTooLarge, &[]));
        }
        file.write_all(&part).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    let kept = file.persist_noclobber(folder.join(&name));
    kept.map_err(|error| match error.error.kind() {
        std::io::ErrorKind::AlreadyExists => refused(Text::WebFileThere, &[]),
        _ => failed(error.error),
    })?;
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::readable_name;

    #[test]
    fn only_names_of_files_that_are_read_are_kept() {
        for (sent, kept) in [
            ("../../etc/plan.pdf", Some("plan.pdf")),
            ("..", None),
            (".pdf", None),
            ("plan.exe", None),
            ("NUL.pdf", None),
        ] {
            assert_eq!(readable_name(sent).as_deref(), kept, "{sent}");
        }
    }
}
