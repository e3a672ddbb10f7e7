//! Pages of a PDF as pictures.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_syntax::Pdf;

use super::load_error;
use crate::extract::ReadError;
use crate::extract::fence::guarded;
use crate::extract::ocr::skew::Grey;
use crate::extract::ocr::{Frame, Scan};

/// Pixels of a picture at most: no page needs more on a screen, and a strip of a map must not fill the memory.
const MOST_PIXELS: f32 = 16_000_000.0;

/// Pixels of a picture for OCR at most: an A2 sheet at 300 dots an inch; larger maps are drawn coarser.
const MOST_SCANNED: f32 = 36_000_000.0;
/// Points an inch.
const POINTS: f32 = 72.0;

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
            let (drawn, _) = self.pixels(page, |across| width as f32 / across, MOST_PIXELS)?;
            let (across, down) = (drawn.width(), drawn.height());
            // The page is drawn on white, so no pixel is transparent.
            let pixels = drawn.data().iter();
            let colours: Vec<u8> = pixels.flat_map(|p| [p.r, p.g, p.b]).collect();
            png(&colours, u32::from(across), u32::from(down)).map_err(|_| ReadError::TooLarge)
        });
        drawn.unwrap_or(Err(ReadError::Crashed))
    }

    /// The page at a 0-based index as a picture for OCR, with so many dots an inch, after so many quarter turns clockwise.
    pub fn scan(&self, page: usize, dots: u32, turns: u8) -> Result<Scan, ReadError> {
        let scanned = guarded(|| {
            let wanted = dots as f32 / POINTS;
            let (drawn, scale) = self.pixels(page, |_| wanted, MOST_SCANNED)?;
            let size = [drawn.width(), drawn.height()].map(u32::from);
            let grey = Grey {
                width: size[0] as usize,
                height: size[1] as usize,
                shades: drawn.data().iter().map(|p| shade(p.r, p.g, p.b)).collect(),
            };
            drop(drawn);
            // Text is wanted of pages that show something: what is drawn without a stroke could not be drawn.
            if grey.shades.iter().all(|shade| *shade == grey.shades[0]) {
                return Err(ReadError::Damaged);
            }
            let grey = grey.quarter_turned(turns);
            let skew = grey.askew();
            let grey = if skew == 0.0 { grey } else { grey.turned(skew) };
            let mut pgm = format!("P5 {} {} 255\n", grey.width, grey.height).into_bytes();
            pgm.extend(grey.shades);
            let upright = Frame::upright(size, scale);
            Ok(Scan {
                pgm,
                frame: Frame {
                    turns,
                    skew,
                    ..upright
                },
            })
        });
        scanned.unwrap_or(Err(ReadError::Crashed))
    }

    /// A page with as many pixels a point as wanted for its width in points, but not more than `most` in all; and how many it has.
    fn pixels(
        &self,
        page: usize,
        wanted: impl Fn(f32) -> f32,
        most: f32,
    ) -> Result<(Pixmap, f32), ReadError> {
        let page = self.pdf.pages().get(page).ok_or(ReadError::NoPages)?;
        let (across, down) = page.render_dimensions();
        let most = (most / (across * down).max(1.0)).sqrt();
        let scale = wanted(across.max(1.0)).min(most);
        let pixmap = PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        };
        let settings = (InterpreterSettings::default(), RenderSettings::default());
        let drawn = hayro::render(page, &RenderCache::new(), &settings.0, &settings.1, &pixmap);
        Ok((drawn, scale))
    }
}

/// How bright a colour is; source: ITU-R BT.601, in 256ths.
fn shade(red: u8, green: u8, blue: u8) -> u8 {
    let sum = 77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue);
    (sum >> 8) as u8
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
