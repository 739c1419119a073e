// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Aggregator of the tests
/// @notice Gives whatever rounds it was told, under whatever ids, out of ordinary storage slots; and fails where it was
/// told to.
contract TestAggregator {
    enum Fault {
        none,
        decimals,
        latest,
        past
    }

    struct Round {
        int256 answer;
        uint256 startedAt;
        uint256 updatedAt;
        uint80 answeredInRound;
    }

    uint256 private feedDecimals;
    uint80 private latest;
    Fault private fault;
    mapping(uint80 => Round) private rounds;

    constructor(uint8 decimals_) {
        feedDecimals = decimals_;
    }

    /// @notice Sets a round and makes it the newest.
    function set(uint80 id, Round calldata round) external {
        rounds[id] = round;
        latest = id;
    }

    function fail(Fault fault_) external {
        fault = fault_;
    }

    function decimals() external view returns (uint8) {
        require(fault != Fault.decimals, "aggregator: fault");
        return uint8(feedDecimals);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        require(fault != Fault.latest, "aggregator: fault");
        return get(latest);
    }

    function getRoundData(uint80 id) external view returns (uint80, int256, uint256, uint256, uint80) {
        require(fault != Fault.past, "aggregator: fault");
        return get(id);
    }

    function get(uint80 id) private view returns (uint80, int256, uint256, uint256, uint80) {
        Round memory round = rounds[id];
        return (id, round.answer, round.startedAt, round.updatedAt, round.answeredInRound);
    }
}
