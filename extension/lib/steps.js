/** What one attempt to sign in is told in; docs/protocol.md says what each detail holds. */
export const STEPS = new Set([
  "opened", "page", "elsewhere", "frame", "frame_refused", "frame_hidden", "selector_stale", "found",
  "not_found", "opened_form", "next_step", "waiting", "waited", "redeemed", "refused", "filled", "not_taken",
  "changed", "pressed", "pressed_by_person", "posted", "blocked", "challenge", "challenge_refused",
  "next_page", "rule", "needs", "outcome", "ended",
]);
