//! Tesseract: where it is, what it can, and how a picture is read by it in a process with an end.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use crate::extract::ocr::{Frame, NotRecognised, Recognised, Recognition, Scan, hocr};

/// Dots an inch of the pictures: what Tesseract was trained on and asks for.
pub const DOTS: u32 = 300;
/// The model for Norwegian; it reads both written forms.
const NORWEGIAN: &str = "nor";
/// The model that tells which way up a page is.
const ORIENTATION: &str = "osd";
/// Tesseract must be so certain of which way up a page is.
const SURE: f32 = 2.0;
/// Names the program where it is not on the path; empty for none.
const VARIABLE: &str = "PLANLYS_TESSERACT";
/// Time in which it must say what it can.
const PATIENCE: Duration = Duration::from_secs(10);

/// What there is to read pictures with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Tesseract with Norwegian.
    Ready(Tesseract),
    /// Tesseract without Norwegian.
    WithoutNorwegian,
    /// None.
    Missing,
}

/// Tesseract with Norwegian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tesseract {
    program: PathBuf,
    /// Its name, version and model: «tesseract 5.3.0 nor».
    engine: String,
    /// It can tell which way up a page is.
    tells_orientation: bool,
}

/// The places where it may be.
fn places() -> Vec<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return vec![PathBuf::from(named)];
    }
    let name = format!("tesseract{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path)
        .filter(|folder| !folder.as_os_str().is_empty())
        .map(|folder| folder.join(&name))
        .collect();
    // The Windows installer does not put it on the path.
    for folder in ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"] {
        let folder = std::env::var_os(folder).map(PathBuf::from);
        places.extend(folder.map(|folder| folder.join("Tesseract-OCR").join(&name)));
    }
    places
}

impl Found {
    /// Looks for it.
    pub fn now() -> Self {
        let program = places().into_iter().find(|place| place.is_file());
        let Some(program) = program else {
            return Found::Missing;
        };
        let mut tesseract = Tesseract {
            program,
            engine: String::new(),
            tells_orientation: false,
        };
        let until = Instant::now() + PATIENCE;
        let said = |option: &str| {
            let said = tesseract.run(&[option.as_ref()], until).ok()?;
            String::from_utf8(said).ok()
        };
        let (Some(version), Some(models)) = (said("--version"), said("--list-langs")) else {
            return Found::Missing;
        };
        let has = |model: &str| models.lines().any(|line| line.trim() == model);
        if !has(NORWEGIAN) {
            return Found::WithoutNorwegian;
        }
        let version = version.lines().next().unwrap_or("tesseract").trim();
        let engine = format!("{version} {NORWEGIAN}");
        tesseract.tells_orientation = has(ORIENTATION);
        tesseract.engine = engine;
        Found::Ready(tesseract)
    }
}

impl Tesseract {
    /// Its name, version and model.
    pub fn engine(&self) -> &str {
        &self.engine
    }

    /// Reads a picture, until a moment.
    pub(super) fn read(&self, picture: &Picture, until: Instant) -> Recognition {
        let dots = DOTS.to_string();
        let how = ["-", "-l", NORWEGIAN, "--psm", "3", "--dpi", &dots, "hocr"];
        let said = self.look_at(picture, &how, until)?;
        hocr::read(&said, &self.engine, &picture.frame).ok_or(NotRecognised::Failed(1))
    }

    /// By how many quarter turns clockwise a picture has to be turned to stand upright; 0 where that is not certain.
    pub(super) fn turns(&self, picture: &Picture, until: Instant) -> u8 {
        if !self.tells_orientation {
            return 0;
        }
        let how = ["-", "-l", ORIENTATION, "--psm", "0"];
        let Ok(said) = self.look_at(picture, &how, until) else {
            return 0;
        };
        let number = |name: &str| -> Option<f32> {
            let mut lines = said.lines();
            lines.find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
        };
        let sure = number("Orientation confidence:").is_some_and(|sure| sure > SURE);
        let degrees = number("Rotate:").filter(|_| sure).unwrap_or(0.0);
        (degrees / 90.0).round() as u8 % 4
    }

    /// What the program says of a picture, until a moment.
    fn look_at(
        &self,
        picture: &Picture,
        how: &[&str],
        until: Instant,
    ) -> Result<String, NotRecognised> {
        let mut arguments = vec![picture.path().as_os_str()];
        arguments.extend(how.iter().map(OsStr::new));
        let said = self.run(&arguments, until)?;
        Ok(String::from_utf8_lossy(&said).into_owned())
    }

    /// What the program says, until a moment.
    fn run(&self, arguments: &[&OsStr], until: Instant) -> Result<Vec<u8>, NotRecognised> {
        let failed = |_| NotRecognised::Failed(1);
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            // One page a core is quicker than one page on all.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        // The program may be a script that starts another: they end together.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut process = command.spawn().map_err(failed)?;
        let stdout = process.stdout.take();
        let (tell, told) = sync_channel(1);
        std::thread::spawn(move || {
            let mut said = Vec::new();
            let read = stdout.map(|mut stdout| stdout.read_to_end(&mut said));
            // Nobody waits any more if it took too long.
            let _ = tell.send(read.is_some_and(|read| read.is_ok()).then_some(said));
        });
        let left = until.saturating_duration_since(Instant::now());
        let said = told.recv_timeout(left);
        if said.is_err() {
            end(&mut process);
        }
        let ended = process.wait().map_err(failed)?;
        match said {
            Ok(Some(said)) if ended.success() => Ok(said),
            Ok(_) => Err(NotRecognised::Failed(1)),
            Err(_) => Err(NotRecognised::Timeout(0)),
        }
    }
}

/// Ends a process and those that it started; it may have ended at this very moment.
fn end(process: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = rustix::process::Pid::from_raw(process.id() as i32) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = process.kill();
}

/// A picture that Tesseract can read. From a pipe it would be read letter by letter, which takes a tenth of the time of a page.
pub(super) struct Picture {
    file: NamedTempFile,
    frame: Frame,
}

impl Picture {
    pub(super) fn new(scan: &Scan) -> io::Result<Self> {
        let named = tempfile::Builder::new()
            .prefix("planlys-")
            .suffix(".pgm")
            .tempfile();
        let mut file = named?;
        file.write_all(&scan.pgm)?;
        Ok(Picture {
            file,
            frame: scan.frame,
        })
    }

    fn path(&self) -> &Path {
        self.file.path()
    }
}

/// The better of two readings of a page.
pub(super) fn better(one: Recognised, other: Recognised) -> Recognised {
    let sure = |read: &Recognised| read.certain_letters();
    if sure(&other) > sure(&one) {
        other
    } else {
        one
    }
}
