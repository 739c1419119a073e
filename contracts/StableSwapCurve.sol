// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Two-coin stable-swap curve
/// @notice What the backstop's quotes are computed with. Rounding and step bounds are part of the interface: quotes are
/// compared to the wei.
abstract contract StableSwapCurve {
    /// @dev Bound on Newton steps, of the invariant and of the quote alike.
    uint256 private constant MAX_STEPS = 255;

    /// @notice What the curve pays for `xQty`, by Newton's method; amounts in the caller's scale.
    /// @param xQty amount added to the x side
    /// @param xBalance x side before
    /// @param yBalance y side before
    /// @param amplification A of the curve, no unit
    /// @return amount taken off the y side, rounded down by at least one
    function getReturn(uint256 xQty, uint256 xBalance, uint256 yBalance, uint256 amplification)
        public
        pure
        returns (uint256)
    {
        uint256 sum = getSumFixedPoint(xBalance, yBalance, amplification);
        uint256 x = xQty + xBalance;
        uint256 c = sum * sum / (2 * x);
        c = c * sum / (4 * amplification);
        uint256 b = x + sum / (2 * amplification);

        uint256 y = sum;
        for (uint256 step = 0; step < MAX_STEPS; step++) {
            uint256 previous = y;
            y = (y * y + c) / (2 * y + b - sum);
            if (atMostOneApart(y, previous)) break;
        }
        return yBalance - y - 1;
    }

    /// @notice Invariant D of a two-coin stable-swap curve, by Newton's method; amounts in the caller's scale.
    /// @param x x side
    /// @param y y side
    /// @param amplification A of the curve, no unit
    /// @return sum the invariant: what both sides would sum to in balance
    function getSumFixedPoint(uint256 x, uint256 y, uint256 amplification) public pure returns (uint256 sum) {
        if (x == 0 && y == 0) return 0;
        sum = x + y;
        for (uint256 step = 0; step < MAX_STEPS; step++) {
            uint256 product = sum * sum / (2 * x + 1);
            product = product * sum / (2 * y + 1);

            uint256 previous = sum;
            uint256 numerator = (2 * amplification * (x + y) + 2 * product) * sum;
            sum = numerator / ((2 * amplification - 1) * sum + 3 * product);
            if (atMostOneApart(sum, previous)) break;
        }
    }

    function atMostOneApart(uint256 a, uint256 b) private pure returns (bool) {
        return a > b ? a - b <= 1 : b - a <= 1;
    }
}
