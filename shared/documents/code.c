#include "code.h"

#include <qrencode.h>
#include <string.h>

enum { QUIET = 4, LETTERS = 60, QR_MOST = 400 };

/* A mask with a dot a module: it stays sharp at any size, and costs a PDF a tenth of its shapes. */
static cairo_surface_t *
mask_of(const QRcode *qr)
{
	int w = qr->width, stride;
	cairo_surface_t *mask = cairo_image_surface_create(CAIRO_FORMAT_A1, w, w);
	unsigned char *bits = cairo_image_surface_get_data(mask);
	const int one = 1;
	bool low_first = *(const char *)&one == 1;	/* as cairo's words are */

	if (bits == NULL)
		return mask;
	stride = cairo_image_surface_get_stride(mask);
	for (int r = 0; r < w; r++)
		for (int c = 0; c < w; c++)
			if (qr->data[r * w + c] & 1)
				bits[r * stride + c / 8] |=
				    (unsigned char)(low_first ? 1 << c % 8 : 0x80 >> c % 8);
	cairo_surface_mark_dirty(mask);
	return mask;
}

bool
code_qr(struct paper *p, const char *text, double x, double y, double side)
{
	QRcode *qr = strlen(text) <= QR_MOST
	    ? QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) : NULL;
	cairo_pattern_t *pattern;
	cairo_surface_t *mask;
	double unit;

	if (qr == NULL)
		return false;
	unit = side / (qr->width + 2 * QUIET);
	mask = mask_of(qr);
	pattern = cairo_pattern_create_for_surface(mask);
	cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST);
	cairo_save(p->cr);
	cairo_translate(p->cr, x + QUIET * unit, y + QUIET * unit);
	cairo_scale(p->cr, unit, unit);
	paper_ink(p, INK);
	cairo_mask(p->cr, pattern);
	cairo_restore(p->cr);
	cairo_pattern_destroy(pattern);
	cairo_surface_destroy(mask);
	QRcode_free(qr);
	return true;
}

/* Widths of bar, gap, bar, gap, bar, gap of each value; then the stop's seven. */
static const char *const patterns[] = {
	"212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
	"221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
	"223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
	"312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
	"112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
	"113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
	"311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
	"111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
	"122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
	"121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
	"214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
	"113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
};

enum { START_B = 104, STOP = 106 };

static double
bars(struct paper *p, int value, double x, double y, double unit, double height)
{
	const char *widths = patterns[value];

	for (int i = 0; widths[i]; i++) {
		double w = (widths[i] - '0') * unit;

		if (i % 2 == 0)
			cairo_rectangle(p->cr, x, y, w, height);
		x += w;
	}
	return x;
}

bool
code_128(struct paper *p, const char *text, double x, double y, double width, double height)
{
	size_t n = strlen(text);
	double modules = 11.0 * (double)(n + 2) + 13 + 20, unit = width / modules;
	int check = START_B;

	if (n == 0 || n > LETTERS || unit < 0.7)
		return false;
	for (size_t i = 0; i < n; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	if (unit > 1)
		unit = 1;
	paper_ink(p, INK);
	x = bars(p, START_B, x + 10 * unit, y, unit, height);
	for (size_t i = 0; i < n; i++) {
		check = (check + (text[i] - 0x20) * (int)(i + 1)) % 103;
		x = bars(p, text[i] - 0x20, x, y, unit, height);
	}
	x = bars(p, check, x, y, unit, height);
	(void)bars(p, STOP, x, y, unit, height);
	cairo_fill(p->cr);
	return true;
}
