// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Scripted price feed
/// @notice A price feed whose rounds one operator publishes. It answers both as a Chainlink aggregator and as the feed
/// that Sovryn Zero's price oracle reads.
/// @dev `latestAnswer()` has the selector of Chainlink's legacy function but Zero's meaning: an 18-decimal price.
/// Consumers of the legacy function are served right only if `decimals` is 18.
contract ScriptedFeed {
    struct Round {
        int256 answer;
        uint256 updatedAt;
    }

    /// @notice Decimals of an answer.
    uint8 public immutable decimals;
    /// @notice Account that may publish.
    address public immutable operator;
    /// @notice Version of the aggregator interface.
    uint256 public constant version = 1;
    /// @notice What the answer is a price of, such as "ETH / USD".
    string public description;

    /// @dev Round n is at index n - 1: rounds are counted from 1.
    Round[] private rounds;

    /// @param current the answer, `decimals` decimals
    /// @param roundId number of the round, from 1
    /// @param updatedAt time the round claims to be of, Unix seconds
    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    /// @param decimals_ decimals of an answer
    /// @param description_ what the answer is a price of
    /// @param operator_ account that may publish
    constructor(uint8 decimals_, string memory description_, address operator_) {
        decimals = decimals_;
        description = description_;
        operator = operator_;
    }

    /// @notice Publishes a round as of now. Operator only.
    /// @param answer price, `decimals` decimals; any sign, so that faults can be played
    function publish(int256 answer) external {
        publishAt(answer, block.timestamp);
    }

    /// @notice Publishes a round that claims to be of another time. Operator only.
    /// @param answer price, `decimals` decimals; any sign
    /// @param updatedAt Unix seconds; the past makes the answer stale, the future is accepted
    function publishAt(int256 answer, uint256 updatedAt) public {
        require(msg.sender == operator, "feed: caller is not the operator");
        rounds.push(Round(answer, updatedAt));
        emit AnswerUpdated(answer, rounds.length, updatedAt);
    }

    /// @notice The newest round, as a Chainlink aggregator gives it. Reverts before the first.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        return getRoundData(uint80(rounds.length));
    }

    /// @notice A past round, as a Chainlink aggregator gives it. Reverts if there is no such round.
    /// @param id number of the round, from 1
    function getRoundData(uint80 id)
        public
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        require(id > 0 && id <= rounds.length, "No data present");
        Round memory round = rounds[id - 1];
        return (id, round.answer, round.updatedAt, round.updatedAt, id);
    }

    /// @notice The newest answer as Zero's oracle reads it. Never reverts.
    /// @return price18 price, 18 decimals; 0 if `ok` is false
    /// @return ok whether there is an answer above 0 that 18 decimals can hold
    function latestAnswer() external view returns (uint256 price18, bool ok) {
        if (rounds.length == 0) return (0, false);
        int256 answer = rounds[rounds.length - 1].answer;
        if (answer <= 0) return (0, false);
        price18 = scaleTo18(uint256(answer));
        return (price18, price18 > 0);
    }

    /// @return `value` at 18 decimals, rounded down; 0 if it does not fit
    function scaleTo18(uint256 value) private view returns (uint256) {
        if (decimals <= 18) {
            uint256 factor = 10 ** (18 - uint256(decimals));
            return value <= type(uint256).max / factor ? value * factor : 0;
        }
        uint256 excess = uint256(decimals) - 18;
        // 10 ** 78 does not fit a word, and no word is worth one unit after division by it.
        return excess < 78 ? value / 10 ** excess : 0;
    }
}
