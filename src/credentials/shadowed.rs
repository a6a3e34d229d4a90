//! Who else would answer, behind the provider that does; and whose credentials those are, when STS is asked for each.

use tokio::task::JoinSet;

use super::asking::whose;
use super::chain::{self, Answer, Answered, Attempt, Provider};
use super::{Facts, IDENTITY, Identity};

/// Returns the attempts behind the one that decides.
pub(crate) fn behind(attempts: &[Attempt]) -> &[Attempt] {
    let deciding = chain::deciding(attempts).map(|attempt| attempt.provider);
    let position = attempts.iter().position(|attempt| Some(attempt.provider) == deciding);
    position.map_or(&[], |position| &attempts[position + 1..])
}

/// Returns the attempts before the one that decides: all, when none does.
pub(crate) fn before(attempts: &[Attempt]) -> &[Attempt] {
    let behind = behind(attempts).len();
    let deciding = usize::from(chain::deciding(attempts).is_some());
    &attempts[..attempts.len() - behind - deciding]
}

/// Asks STS about every provider that is shadowed, all at once.
pub(crate) async fn identify(facts: &Facts) -> Vec<(Provider, Identity)> {
    if facts.endpoint.is_err() {
        return Vec::new();
    }
    let limit = facts.deadline.left(IDENTITY);
    let mut asked = JoinSet::new();
    for attempt in behind(&facts.attempts.value) {
        let Answer::Credentials(answered) = &attempt.answer else { continue };
        let answered =
            Answered { credentials: answered.credentials.clone(), source: answered.source.clone() };
        let (provider, region) = (attempt.provider, facts.region.value.clone());
        let profile = facts.profile.value.clone();
        asked.spawn(async move { (provider, whose(&answered, &region, &profile, limit).await) });
    }
    asked.join_all().await
}
