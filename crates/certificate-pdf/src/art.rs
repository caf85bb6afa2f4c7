//! The ornament in the corner: rings of waves that cross each other, as on banknotes.

/// How many points make one ring: enough that no corner is seen.
const POINTS: u16 = 1440;

/// The rings of the ornament, each a closed line of points around 0 with the outermost at a distance of 1.
pub(crate) fn rings() -> Vec<Vec<(f32, f32)>> {
    // Inner and outer edge, and waves around: each band is drawn twice, half a wave apart.
    let bands = [(0.22, 0.48, 60.0), (0.46, 0.78, 60.0), (0.76, 1.0, 60.0)];
    bands.iter().flat_map(|band| [ring(*band, 0.0), ring(*band, 0.5)]).collect()
}

fn ring((inner, outer, waves): (f32, f32, f32), shift: f32) -> Vec<(f32, f32)> {
    let turn = core::f32::consts::TAU;
    (0..POINTS)
        .map(|point| {
            let angle = f32::from(point) / f32::from(POINTS) * turn;
            let wave = (angle * waves + shift * turn).sin();
            let distance = f32::midpoint(inner, outer) + (outer - inner) / 2.0 * wave;
            // The crest leans to the side, so that the lines cross at a slant.
            let leaning = angle + (angle * waves + shift * turn).cos() * 0.11;
            (distance * leaning.cos(), distance * leaning.sin())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ornament_stays_between_its_edges() {
        let rings = rings();
        assert_eq!(rings.len(), 6);
        let distances = rings.iter().flatten().map(|(x, y)| x.hypot(*y));
        assert!(distances.clone().all(|distance| (0.21..=1.01).contains(&distance)));
        assert!(distances.fold(0.0, f32::max) > 0.99);
    }
}
