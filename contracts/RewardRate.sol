// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Fixed reward price
/// @notice The price source that Sovryn Zero's CommunityIssuance asks how much reward an amount of stablecoin is worth.
contract RewardRate {
    /// @notice Reward tokens per stablecoin, 18 decimals.
    uint256 public immutable rate;

    /// @param rate_ reward tokens per stablecoin, 18 decimals
    constructor(uint256 rate_) {
        rate = rate_;
    }

    /// @notice Value of an amount; the tokens (source, then destination) are ignored.
    /// @param amount stablecoin, 18 decimals
    /// @return reward tokens, 18 decimals, rounded down
    function queryReturn(address, address, uint256 amount) external view returns (uint256) {
        return amount * rate / 1e18;
    }
}
