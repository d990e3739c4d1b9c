/* Lloyd's algorithm in the plane, as one writes it in C to be fast: x and y apart, in blocks, without branches.
 *
 * The number of steps is fixed; the labels of the last assignment, and the inertia, are what is left.
 */
#include <stdint.h>
#include <string.h>

enum { BLOCK = 512 };

double lloyd(const double *x, const double *y, long n, int k, double *cx, double *cy, int32_t *labels, int steps)
{
    double best[BLOCK], sum_x[k], sum_y[k], inertia = 0;
    int64_t winner[BLOCK];
    long counts[k];
    for (int step = 0; step <= steps; step++) {
        memset(sum_x, 0, sizeof sum_x);
        memset(sum_y, 0, sizeof sum_y);
        memset(counts, 0, sizeof counts);
        inertia = 0;
        for (long start = 0; start < n; start += BLOCK) {
            int width = n - start < BLOCK ? n - start : BLOCK;
            const double *px = x + start, *py = y + start;
            for (int i = 0; i < width; i++) {
                best[i] = 1e300;
                winner[i] = 0;
            }
            for (int j = 0; j < k; j++)
                for (int i = 0; i < width; i++) {
                    double dx = px[i] - cx[j], dy = py[i] - cy[j], squared = dx * dx + dy * dy;
                    winner[i] = squared < best[i] ? j : winner[i];
                    best[i] = squared < best[i] ? squared : best[i];
                }
            for (int i = 0; i < width; i++) {
                int j = winner[i];
                labels[start + i] = j;
                counts[j]++;
                sum_x[j] += px[i];
                sum_y[j] += py[i];
                inertia += best[i];
            }
        }
        if (step == steps)
            break;
        for (int j = 0; j < k; j++)
            if (counts[j]) {
                cx[j] = sum_x[j] / counts[j];
                cy[j] = sum_y[j] / counts[j];
            }
    }
    return inertia;
}
