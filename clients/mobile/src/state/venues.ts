/** Shapes of venues and doors as the server gives them to their manager and guards. */
import { NoAnswer, type Answer } from "@venuecode/core";
import { api, session } from "./session";
import { forget, readStored, store } from "./storage";

export type MyVenue = Answer<"/api/v1/my/venues", "get">["items"][number];
export type Door = MyVenue["doors"][number];
export type VenueDetail = Answer<"/api/v1/my/venues/{venue_id}", "get">;

/** Kept, so that a guard's page opens without a network. */
async function mineOrKept(): Promise<MyVenue[]> {
  try {
    const { items } = await api.get("/api/v1/my/venues");
    store("myVenues", { owner: session.personId, items });
    return items;
  } catch (error) {
    const kept = readStored<{ owner: string | null; items: MyVenue[] }>("myVenues");
    if (error instanceof NoAnswer && kept && kept.owner === session.personId) return kept.items;
    throw error;
  }
}

export const forgetVenues = () => forget("myVenues");

/** The venue among those of the person who is signed in; null when it is not one of them. */
export async function myVenue(id: number): Promise<MyVenue | null> {
  const mine = await mineOrKept();
  return mine.find((venue) => venue.id === id) ?? null;
}
