/** How pages become HTML: one file each, links relative, so that a folder of them can be read without a server. */
import { IdAttributePlugin } from '@11ty/eleventy';

/** Anchors as they are written in our pages: as the places where they are hosted make them. */
const slugify = (text) =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');

export default function (eleventy) {
  eleventy.addPlugin(IdAttributePlugin, { slugify, checkDuplicates: false });
  eleventy.addGlobalData('layout', 'page.njk');
  eleventy.addGlobalData('eleventyComputed', {
    permalink: ({ page }) => `${page.filePathStem}.html`,
    up: ({ page }) => '../'.repeat(page.filePathStem.split('/').length - 2),
  });
  return { markdownTemplateEngine: false };
}
