/** The address that was chosen for the order being confirmed: the pages that list and edit addresses lie above it. */
import { create } from 'zustand';

/** `id` undefined: the usual one. The confirmation forgets it when it goes. */
export const useAddressChoice = create<{ id: string | undefined }>(() => ({ id: undefined }));
