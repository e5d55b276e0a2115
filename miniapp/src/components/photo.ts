/** Photographs fill the cover; goods cut out of their ground stand on the tint. */
export const isPhoto = (picture: string): boolean => /\.jpe?g($|\?)|^\/media\//i.test(picture);
