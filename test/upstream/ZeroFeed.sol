// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {TestAggregator} from "./TestAggregator.sol";

/// @title Feed of a Zero core, test fixture
/// @notice The tests' aggregator that answers Zero's `latestAnswer()` besides.
contract ZeroFeed is TestAggregator {
    constructor(uint8 decimals_) TestAggregator(decimals_) {}

    /// @return price18 price of the newest round, 18 decimals
    /// @return ok whether there is one above 0
    function latestAnswer() external view returns (uint256 price18, bool ok) {
        (, int256 answer,,,) = this.latestRoundData();
        if (answer <= 0) return (0, false);
        return (uint256(answer) * 10 ** (18 - this.decimals()), true);
    }
}
