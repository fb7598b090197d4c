//! Who is next for a thread. Invariant: of the jobs of one kind no more than so many run at once, and fewer of one place,
//! in the order they came; places take turns. A place that waits and has room is on the list of those that are ready.

use std::collections::{BTreeMap, VecDeque};

use super::super::Place;
use super::IoJob;

pub(super) struct Task {
    pub(super) place: Place,
    pub(super) job: IoJob,
    /// Since when it waits.
    pub(super) since_mono_ms: u64,
}

pub(super) struct Share {
    most: usize,
    most_each: usize,
    running: usize,
    places: BTreeMap<Place, Queue>,
    ready: VecDeque<Place>,
}

#[derive(Default)]
struct Queue {
    running: usize,
    /// With the time since when each waits.
    waiting: VecDeque<(u64, IoJob)>,
    is_listed: bool,
}

impl Share {
    pub(super) fn new((most, most_each): (usize, usize)) -> Self {
        Self { most, most_each, running: 0, places: BTreeMap::new(), ready: VecDeque::new() }
    }

    pub(super) fn push(&mut self, task: Task) {
        let queue = self.places.entry(task.place.clone()).or_default();
        queue.waiting.push_back((task.since_mono_ms, task.job));
        self.list(task.place);
    }

    /// A job that did not run after all is the next of its place again.
    pub(super) fn put_back(&mut self, task: Task) {
        self.finish(&task.place);
        let queue = self.places.entry(task.place.clone()).or_default();
        queue.waiting.push_front((task.since_mono_ms, task.job));
        self.list(task.place);
    }

    /// The next job that may run; it counts as running from here on.
    pub(super) fn next(&mut self) -> Option<Task> {
        if self.running >= self.most {
            return None;
        }
        let place = self.ready.pop_front()?;
        let queue = self.places.get_mut(&place)?;
        queue.is_listed = false;
        let (since_mono_ms, job) = queue.waiting.pop_front()?;
        queue.running += 1;
        self.running += 1;
        self.list(place.clone());
        Some(Task { place, job, since_mono_ms })
    }

    /// A job that [`Share::next`] gave out is over.
    pub(super) fn finish(&mut self, place: &Place) {
        let Some(queue) = self.places.get_mut(place) else { return };
        queue.running -= 1;
        self.running -= 1;
        if queue.running == 0 && queue.waiting.is_empty() {
            self.places.remove(place);
        } else {
            self.list(place.clone());
        }
    }

    /// All jobs that wait.
    pub(super) fn take_all(&mut self) -> Vec<IoJob> {
        let mut jobs = Vec::new();
        self.ready.clear();
        self.places.retain(|_, queue| {
            queue.is_listed = false;
            jobs.extend(queue.waiting.drain(..).map(|(_, job)| job));
            queue.running > 0
        });
        jobs
    }

    /// The jobs that could run, and wait for a thread since `until_mono_ms` or longer.
    pub(super) fn take_waiting_since(&mut self, until_mono_ms: u64) -> Vec<IoJob> {
        let mut jobs = Vec::new();
        let mut room = self.most - self.running;
        for place in std::mem::take(&mut self.ready) {
            let Some(queue) = self.places.get_mut(&place) else { continue };
            queue.is_listed = false;
            let runnable = room.min(self.most_each - queue.running).min(queue.waiting.len());
            room -= runnable;
            let is_overdue = |(since_mono_ms, _): &(u64, IoJob)| *since_mono_ms <= until_mono_ms;
            // In the order they came, so the first of them wait longest.
            let overdue =
                queue.waiting.iter().take(runnable).take_while(|waiting| is_overdue(waiting)).count();
            jobs.extend(queue.waiting.drain(..overdue).map(|(_, job)| job));
            if queue.running == 0 && queue.waiting.is_empty() {
                self.places.remove(&place);
            } else {
                self.list(place);
            }
        }
        jobs
    }

    /// Whether a job waits for nothing but a thread.
    pub(super) fn has_next(&self) -> bool {
        self.running < self.most && !self.ready.is_empty()
    }

    fn list(&mut self, place: Place) {
        let most_each = self.most_each;
        let Some(queue) = self.places.get_mut(&place) else { return };
        if !queue.is_listed && queue.running < most_each && !queue.waiting.is_empty() {
            queue.is_listed = true;
            self.ready.push_back(place);
        }
    }
}
