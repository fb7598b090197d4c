//! Nobody signs here.
