//! What the names of classes and identifiers say of a part of a page: banners and menus.

/// Names of consent banners and of help to get past the menu.
pub(super) fn is_banner(token: &str) -> bool {
    let parts: Vec<&str> = token.split(['-', '_']).collect();
    let starts = [
        "cookie",
        "consent",
        "gdpr",
        "informasjonskapsl",
        "breadcrumb",
        "brodsmule",
        "brødsmule",
    ];
    let skips = parts.first() == Some(&"skip") || token.starts_with("skiplink");
    skips
        || parts
            .iter()
            .any(|part| starts.iter().any(|s| part.starts_with(s)))
}

/// Names of menus, side columns and feet: the whole name, its last part, or its first before a word for a piece of the page.
pub(super) fn is_menu(token: &str) -> bool {
    const MENUS: [&str; 18] = [
        "menu",
        "meny",
        "hovedmeny",
        "nav",
        "navbar",
        "navigation",
        "navigasjon",
        "sidebar",
        "sidepanel",
        "footer",
        "bunntekst",
        "bunnmeny",
        "toppmeny",
        "share",
        "sharing",
        "deling",
        "tilbakemelding",
        "feedback",
    ];
    const PIECES: [&str; 20] = [
        "wrapper",
        "container",
        "list",
        "item",
        "items",
        "bar",
        "inner",
        "outer",
        "block",
        "area",
        "links",
        "link",
        "top",
        "bottom",
        "left",
        "right",
        "mobile",
        "desktop",
        "primary",
        "secondary",
    ];
    const NOT: [&str; 7] = ["has", "with", "no", "without", "uten", "med", "hide"];
    let parts: Vec<&str> = token.split(['-', '_']).filter(|p| !p.is_empty()).collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        return false;
    };
    let is_menu = |part: &str| MENUS.contains(&part);
    !NOT.contains(first)
        && (is_menu(last)
            || (is_menu(first) && parts[1..].iter().all(|part| PIECES.contains(part))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_menus_are_whole_words() {
        for yes in [
            "menu",
            "main-menu",
            "site-footer",
            "nav-list",
            "menu__item",
            "social-share",
        ] {
            assert!(is_menu(yes), "{yes}");
        }
        for no in [
            "main-content",
            "menu-page-content",
            "has-sidebar",
            "navn",
            "with-nav",
            "menneske",
        ] {
            assert!(!is_menu(no), "{no}");
        }
        assert!(
            is_banner("cookie-banner") && is_banner("skip-link") && is_banner("coi-consent-banner")
        );
        assert!(!is_banner("skipsfart") && !is_banner("samtykkekompetanse"));
    }
}
