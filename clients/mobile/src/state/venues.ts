/** Shapes of venues and doors as the server gives them to their manager and guards. */
import type { Answer } from "@venuecode/core";
import { api } from "./session";

export type MyVenue = Answer<"/api/v1/my/venues", "get">["items"][number];
export type Door = MyVenue["doors"][number];
export type VenueDetail = Answer<"/api/v1/my/venues/{venue_id}", "get">;

/** The venue among those of the person who is signed in; null when it is not one of them. */
export async function myVenue(id: number): Promise<MyVenue | null> {
  const mine = await api.get("/api/v1/my/venues");
  return mine.items.find((venue) => venue.id === id) ?? null;
}
