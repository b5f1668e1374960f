// What a person says of a mention, as the server takes it, and what it means when the server does not take it.

import type { Verdict } from "./api.ts";

export const CHOICES = ["right", "wrong", "place", "when"] as const;
export type Choice = (typeof CHOICES)[number];

/** Null while what the choice needs is not there yet. */
export function verdictOf(choice: Choice | null, place: string | null, when: string): Verdict | null {
  if (choice === "place") return place === null ? null : { place };
  if (choice === "when") return when.trim() === "" ? null : { when: when.trim() };
  return choice && { verdict: choice };
}

/** A header can hold nothing else, so no server has another one. */
export function mayBeToken(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}

export type Fault = "away" | "token" | "closed" | "gone" | "other";

/** Why nothing was kept; 0 is no answer at all. */
export function faultOf(status: number): Fault {
  const faults: Record<number, Fault> = { 0: "away", 401: "token", 403: "closed", 404: "gone" };
  return faults[status] ?? "other";
}
