//! `planlys calibrate`: thresholds fitted to the decisions; a new pack only when asked for.

use std::io::{BufWriter, Write};
use std::path::Path;

use super::table::Table;
use super::{Failure, note, width};
use crate::cli::{Calibrate, ExitCode};
use crate::report::calibration;
use crate::review::calibrate::{self, Fit};
use crate::run::Run;
use crate::terms;
use crate::wording::{Lang, Text};

pub(super) fn run(arguments: &Calibrate) -> Result<ExitCode, Failure> {
    let lang = arguments.lang.get();
    let table = Table::chosen(&arguments.table, lang)?;
    let fit = calibrate::fit(&table.matrix());
    if fit.cells == 0 {
        let file = table.ledger.path().display().to_string();
        note(&Text::NoDecisions.with(lang, &[("file", &file)]), lang);
        return Ok(ExitCode::NothingFound);
    }
    let mut out = BufWriter::new(anstream::stdout().lock());
    calibration::print(&fit, lang, width(), &mut out)?;
    if let Some(file) = arguments.write.as_ref().filter(|_| !fit.moves.is_empty()) {
        write_pack(file, &table.run, &fit, lang)?;
        let file = file.display().to_string();
        writeln!(out, "{}", Text::Written.with(lang, &[("file", &file)]))?;
    }
    out.flush()?;
    Ok(ExitCode::Done)
}

/// Writes a pack that builds on the run's pack, with the fitted rule. A file that is there stays.
fn write_pack(file: &Path, run: &Run, fit: &Fit, lang: Lang) -> Result<(), Failure> {
    let refused = |message: String| Failure::Usage {
        message,
        hint: String::new(),
    };
    let shipped = terms::shipped(&run.pack.id);
    if shipped.is_none_or(|pack| pack.hash != run.pack.hash) {
        let message = Text::CalibrateOwnPack.with(lang, &[("pack", &run.pack.id)]);
        return Err(refused(message));
    }
    if file.exists() {
        let file = file.display().to_string();
        return Err(refused(Text::FileThere.with(lang, &[("file", &file)])));
    }
    let pack = calibration::pack(run, fit);
    super::written::replace(file, |out| out.write_all(pack.as_bytes()))?;
    Ok(())
}
