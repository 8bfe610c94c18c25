import { currentActor } from './actor.ts';
import { asking } from './call-sites.ts';
import type { Asking } from './escapes/place.ts';

const armed = new Map<unknown, () => Asking>();

/** A timer that the set-up of an instance has armed goes by real time: no client does what it does. */
export function noteSetUpTimer<Timer>(timer: Timer): Timer {
  const actor = currentActor();
  if (actor && actor.client === undefined && !actor.isDriver) armed.set(timer, asking());
  return timer;
}

/** It has fired, or was called off. */
export function forgetSetUpTimer(timer: unknown): void {
  armed.delete(timer);
}

/** The instances that have armed them are gone. */
export function forgetSetUpTimers(): void {
  armed.clear();
}

/** Where the code under test, and no library, has armed timers in the set-up of the instances that there are. */
export function placesOfSetUpTimers(): string[] {
  const places = [...armed.values()].map((armedBy) => armedBy());
  return [...new Set(places.flatMap(({ isLibrary, place }) => (isLibrary ? [] : (place ?? []))))];
}
