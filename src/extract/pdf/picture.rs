//! Pages of a PDF as pictures.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_syntax::Pdf;

use super::load_error;
use crate::extract::ReadError;
use crate::extract::fence::guarded;

/// Pixels of a picture at most: no page needs more on a screen, and a strip of a map must not fill the memory.
const MOST_PIXELS: f32 = 16_000_000.0;

/// A PDF of which pages are drawn.
pub struct Album {
    pdf: Pdf,
}

impl Album {
    /// Opens a file's bytes.
    pub fn open(bytes: Vec<u8>) -> Result<Self, ReadError> {
        let pdf = guarded(move || Pdf::new(Arc::new(bytes))).ok_or(ReadError::Crashed)?;
        Ok(Album {
            pdf: pdf.map_err(load_error)?,
        })
    }

    /// The page at a 0-based index as PNG, `width` pixels wide, as it is shown: turned and cropped like its word boxes.
    pub fn draw(&self, page: usize, width: u32) -> Result<Vec<u8>, ReadError> {
        let drawn = guarded(|| {
            let page = self.pdf.pages().get(page).ok_or(ReadError::NoPages)?;
            let (across, down) = page.render_dimensions();
            let wanted = width as f32 / across.max(1.0);
            let most = (MOST_PIXELS / (across * down).max(1.0)).sqrt();
            let scale = wanted.min(most);
            let pixmap = PixmapSettings {
                x_scale: scale,
                y_scale: scale,
                bg_color: WHITE,
            };
            let settings = (InterpreterSettings::default(), RenderSettings::default());
            let drawn = hayro::render(page, &RenderCache::new(), &settings.0, &settings.1, &pixmap);
            let (across, down) = (drawn.width(), drawn.height());
            // The page is drawn on white, so no pixel is transparent.
            let pixels = drawn.data().iter();
            let colours: Vec<u8> = pixels.flat_map(|p| [p.r, p.g, p.b]).collect();
            png(&colours, u32::from(across), u32::from(down)).map_err(|_| ReadError::TooLarge)
        });
        drawn.unwrap_or(Err(ReadError::Crashed))
    }
}

fn png(colours: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header()?.write_image_data(colours)?;
    Ok(out)
}
